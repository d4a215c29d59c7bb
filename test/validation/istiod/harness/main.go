// Istiod without a cluster: meshes come in as JSON, one after the other, and what istiod would send to the proxies of each goes
// out as a line of JSON. It is istiod's own code (pilot/test/xds) over fake clients.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/util"
	"istio.io/istio/pilot/pkg/serviceregistry/util/label"
	"istio.io/istio/pilot/pkg/xds/endpoints"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pilot/test/xdstest"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const (
	clusterID = "Kubernetes"
	version   = "1.32.0"
)

type document struct {
	// Kind/namespace/name
	ID   string `json:"id"`
	Text string `json:"text"`
}

type proxy struct {
	Name           string            `json:"name"`
	Namespace      string            `json:"namespace"`
	IP             string            `json:"ip"`
	Type           string            `json:"type"`
	ServiceAccount string            `json:"serviceAccount"`
	Node           string            `json:"node"`
	Labels         map[string]string `json:"labels"`
	Region         string            `json:"region"`
	Zone           string            `json:"zone"`
	SubZone        string            `json:"subzone"`
}

type job struct {
	// Objects of Kubernetes, as one YAML text.
	Kubernetes string `json:"kubernetes"`
	// Istio's objects.
	Istio      []document `json:"istio"`
	MeshConfig string     `json:"meshConfig"`
	Proxies    []proxy    `json:"proxies"`
}

type tables struct {
	Listeners []json.RawMessage `json:"listeners"`
	Routes    []json.RawMessage `json:"routes"`
	Clusters  []json.RawMessage `json:"clusters"`
	Endpoints []json.RawMessage `json:"endpoints"`
}

type answer struct {
	// Objects that istiod's validation refuses.
	Refused map[string]string `json:"refused"`
	// By namespace/name.
	Proxies map[string]tables `json:"proxies"`
	Error   string            `json:"error,omitempty"`
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	// The fake API server's definitions of the Gateway API tell no version.
	clear(gatewayapi.MinimumCRDVersions)
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	for {
		var next job
		if in.Decode(&next) != nil {
			return
		}
		if err := out.Encode(answerTo(next)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

func answerTo(asked job) answer {
	result := answer{Refused: map[string]string{}, Proxies: map[string]tables{}}
	err := test.Wrap(func(t test.Failer) {
		options := xds.FakeOptions{KubernetesObjectString: asked.Kubernetes, Configs: accepted(asked.Istio, result.Refused)}
		if asked.MeshConfig != "" {
			settings, err := mesh.ApplyMeshConfigDefaults(asked.MeshConfig)
			if err != nil {
				t.Fatalf("mesh config: %v", err)
			}
			options.MeshConfig = settings
		}
		server := xds.NewFakeDiscoveryServer(t, options)
		for _, each := range asked.Proxies {
			result.Proxies[each.Namespace+"/"+each.Name] = tablesOf(server, server.SetupProxy(nodeOf(each)))
		}
	})
	if err != nil {
		result.Error = err.Error()
	}
	return result
}

func accepted(documents []document, refused map[string]string) []config.Config {
	var kept []config.Config
	for _, each := range documents {
		parsed, _, err := crd.ParseInputs(each.Text)
		if err != nil {
			refused[each.ID] = err.Error()
			continue
		}
		for _, object := range parsed {
			object.Domain = "cluster.local"
			if schema, known := collections.All.FindByGroupVersionAliasesKind(object.GroupVersionKind); known {
				if _, err := schema.ValidateConfig(object); err != nil {
					refused[each.ID] = err.Error()
					continue
				}
			}
			kept = append(kept, object)
		}
	}
	return kept
}

func nodeOf(asked proxy) *model.Proxy {
	locality := &core.Locality{Region: asked.Region, Zone: asked.Zone, SubZone: asked.SubZone}
	place := ""
	if asked.Region != "" {
		place = util.LocalityToString(locality)
	}
	return &model.Proxy{
		ID:              asked.Name + "." + asked.Namespace,
		ConfigNamespace: asked.Namespace,
		Type:            model.NodeType(asked.Type),
		IPAddresses:     []string{asked.IP},
		Labels:          label.AugmentLabels(asked.Labels, clusterID, place, asked.Node, ""),
		Locality:        locality,
		IstioVersion:    model.ParseIstioVersion(version),
		Metadata: &model.NodeMetadata{
			Namespace:      asked.Namespace,
			Labels:         asked.Labels,
			ServiceAccount: asked.ServiceAccount,
			ClusterID:      clusterID,
			NodeName:       asked.Node,
			IstioVersion:   version,
		},
	}
}

func tablesOf(server *xds.FakeDiscoveryServer, node *model.Proxy) tables {
	clusters := server.Clusters(node)
	var assignments []json.RawMessage
	for _, name := range xdstest.ExtractEdsClusterNames(clusters) {
		builder := endpoints.NewEndpointBuilder(name, node, server.PushContext())
		assignments = append(assignments, written(builder.BuildClusterLoadAssignment(server.Discovery.Env.EndpointIndex)))
	}
	return tables{
		Listeners: all(server.Listeners(node)),
		Routes:    all(server.Routes(node)),
		Clusters:  all(clusters),
		Endpoints: assignments,
	}
}

func all[T proto.Message](messages []T) []json.RawMessage {
	list := make([]json.RawMessage, 0, len(messages))
	for _, each := range messages {
		list = append(list, written(each))
	}
	return list
}

func written(message proto.Message) json.RawMessage {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
	if err != nil {
		panic(err)
	}
	return text
}

module istiod

go 1.26

// The control plane that the recordings were made with, five days younger.
require istio.io/istio v0.0.0-20260827124520-eed52ebb66ad

/** Codes of what istiod accepts and nobody can serve, one line each: warnings. A code is never reused. */
export const UNSERVED_CODES = {
  MS2401: 'a destination that no Service or ServiceEntry has',
  MS2402: 'a subset that no DestinationRule defines',
  MS2403: 'a subset whose labels no pod has',
  MS2404: 'a gateway that no Gateway resource defines',
  MS2405: 'a delegate that no VirtualService is',
  MS2406: 'a gateway server that istiod drops, since another has its port or host',
  MS2407: 'a Service whose selector matches no pod',
  MS2408: 'a node that the files do not have',
  MS2411: 'a parent of a route that does not exist',
  MS2412: 'a route that no listener of its Gateway takes',
  MS2413: 'a back-end of a route that does not exist',
  MS2414: 'a back-end in another namespace without a ReferenceGrant',
  MS2415: 'a rule of a route without a back-end that has a weight',
  MS2416: 'a listener that does not listen',
  MS2417: 'a GRPCRoute with the name of an HTTPRoute',
} as const

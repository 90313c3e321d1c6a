namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Kinds of requests, as numbered on the wire (spec 08 §2.8).</summary>
public enum KadMessageType
{
    PutValue = 0,
    GetValue = 1,
    AddProvider = 2,
    GetProviders = 3,
    FindNode = 4,
    Ping = 5,
}

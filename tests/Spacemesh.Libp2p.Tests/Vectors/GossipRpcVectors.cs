using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>A router against scripted peers: every RPC that it sends, and every validation.</summary>
[VectorFile("08-gossip-rpc")]
public sealed class GossipRpcVectors : VectorSuite
{
    public override void Check(VectorCase vector) => new GossipScript(vector).Run();
}

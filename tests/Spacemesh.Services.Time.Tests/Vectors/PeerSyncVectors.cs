using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Time.Tests.Vectors;

/// <summary>What the time server answers; an end without answer is a request that does not decode.</summary>
[VectorFile("08-peersync")]
public sealed class PeerSyncVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[]? answer = PeerClock.Answer(vector.In.Hex("request"), vector.In.U64("now_unix_ns"));
        VectorCase.Equal(vector.Out.Hex("response"), answer ?? [], "response");
        VectorCase.Equal(vector.Out.Text("response").Length > 0, answer is not null, "answered");
    }
}

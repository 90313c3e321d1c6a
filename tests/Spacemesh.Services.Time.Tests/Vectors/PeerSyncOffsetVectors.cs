using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.PeerSync;

namespace Spacemesh.Services.Time.Tests.Vectors;

/// <summary>The clock offset of rounds.</summary>
[VectorFile("08-peersync-offset")]
public sealed class PeerSyncOffsetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var round = new OffsetRound(vector.In.U64("id"), vector.In.I64("t0"), vector.In.I32("required"));
        if (vector.In.Has("responses"))
        {
            foreach (var response in vector.In.GetProperty("responses").EnumerateArray())
                round.Add(new PeerSyncResponse(response.U64("id"), response.U64("timestamp")), response.I64("received"));
        }

        VectorCase.Equal(vector.Out.Flag("ready"), round.IsReady, "ready");
        VectorCase.Equal(vector.Out.I64("offset_ns"), round.Offset, "offset");
    }
}

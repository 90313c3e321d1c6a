using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>Requests built for a range, and given ones judged.</summary>
[VectorFile("08-mesh-hash-request")]
public sealed class MeshHashRequestVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var from = new LayerId(vector.In.U32("from"));
        var to = new LayerId(vector.In.U32("to"));
        var request = vector.In.Has("step") ? new MeshHashRequest(from, to, vector.In.U32("step")) : MeshHashRequest.Between(from, to);
        string? error = request.Validate();
        VectorCase.Equal(vector.Out.Flag("valid"), error is null, "valid");
        if (vector.Out.Has("error"))
            VectorCase.Equal(vector.Out.Text("error"), error, "error");
        if (vector.Out.Has("step"))
            VectorCase.Equal(vector.Out.U32("step"), request.Step, "step");
        if (vector.Out.Has("count"))
            VectorCase.Equal(vector.Out.U64("count"), request.Count, "count");
        if (!vector.Out.Has("encoded"))
            return;
        VectorCase.Equal(vector.Out.Hex("encoded"), Scale.Encode(request), "encoding");
        VectorCase.True(Scale.TryDecode<MeshHashRequest>(vector.Out.Hex("encoded"), out var decoded, out _) && decoded == request, "does not decode to the same");
    }
}

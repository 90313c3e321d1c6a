using Spacemesh.Net.Gossip;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Net.Tests.Vectors;

[VectorFile("08-msgid")]
public sealed class GossipMessageIdVectors : VectorSuite
{
    private const int Period = 251;

    public override void Check(VectorCase vector)
    {
        byte[] data = vector.In.Has("data")
            ? vector.In.Hex("data")
            : [.. Enumerable.Range(0, vector.In.I32("data_len")).Select(index => (byte)(index % Period))];
        var id = GossipMessageId.Of(vector.In.Has("topic") ? vector.In.Text("topic") : "", data);
        VectorCase.Equal(vector.Out.Hex("id"), Hash32.Span(in id), "id");
    }
}

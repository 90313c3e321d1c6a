using System.Text.Json;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Malfeasance calls of a node whose table holds the rows of the first case.</summary>
[VectorFile("09a-malfeasance")]
public sealed class MalfeasanceVectors : GoldenCalls
{
    private List<(NodeId Identity, byte[] Proof, long Received)> _rows = [];

    public override void Open(VectorFile file)
    {
        base.Open(file);
        _rows = [.. file.Cases.Where(vector => vector.Out.Has("identities")).SelectMany(vector => vector.Out.GetProperty("identities").EnumerateArray())
            .Select(row => (NodeId.FromBytes(row.Hex("pubkey")), row.Hex("proof"), row.Has("received") ? row.I64("received") : 1))];
    }

    private protected override DateTimeOffset TimeOf(JsonElement input) => Network.End;

    private protected override GoldenNode Start(DateTimeOffset time)
    {
        var node = base.Start(time);
        foreach (var (identity, proof, received) in _rows)
            node.State.MaliciousIdentities.Add(identity, proof, received);
        return node;
    }
}

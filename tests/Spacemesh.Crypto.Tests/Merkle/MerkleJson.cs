using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Merkle;

internal static class MerkleJson
{
    public static ReadOnlyMemory<byte>[] Blobs(this JsonElement element, string property) =>
        element.Has(property) ? [.. element.GetProperty(property).EnumerateArray().Select(blob => new ReadOnlyMemory<byte>(blob.Hex()))] : [];

    public static ulong[] Numbers(this JsonElement element, string property) =>
        element.Has(property) ? [.. element.GetProperty(property).EnumerateArray().Select(number => number.GetUInt64())] : [];

    /// <summary>Compares snapshots by their text.</summary>
    public static void CheckSnapshots(this JsonElement expected, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> snapshots)
    {
        string actual = JsonSerializer.Serialize(snapshots.Select(nodes => nodes.Select(node => Convert.ToHexStringLower(node.Span))));
        VectorCase.Equal(JsonSerializer.Serialize(expected), actual, "snapshots");
    }
}

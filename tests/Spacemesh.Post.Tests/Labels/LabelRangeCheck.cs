using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

/// <summary>Compares the labels of a range [first, end_exclusive) with what a golden case says about them.</summary>
internal static class LabelRangeCheck
{
    public static byte[] AnyLabel { get; } = [.. Enumerable.Repeat((byte)0xff, Bytes32.Length)];

    public static void Check(ILabelEngine engine, VectorCase vector, byte[] threshold)
    {
        var commitment = Commitment.FromBytes(vector.In.Hex("commitment"));
        ulong first = vector.In.U64("first");
        byte[] labels = new byte[checked((int)(vector.In.U64("end_exclusive") - first) * LabelRange.LabelSize)];
        var candidate = engine.Compute(commitment, vector.In.U32("n"), first, labels, threshold);
        if (vector.Out.Has("blake3_of_label16_stream"))
            VectorCase.Equal(vector.Out.Hex("blake3_of_label16_stream"), Blake3.Hash(labels).ToArray(), $"{engine.Name}: BLAKE3 of the labels");
        if (vector.Out.Has("sha256_of_label16_stream"))
            VectorCase.Equal(vector.Out.Hex("sha256_of_label16_stream"), System.Security.Cryptography.SHA256.HashData(labels), $"{engine.Name}: SHA-256 of the labels");
        if (vector.Out.Has("first16"))
            VectorCase.Equal(vector.Out.Hex("first16"), labels.AsSpan(0, 16), $"{engine.Name}: first label");
        if (vector.Out.Has("last16"))
            VectorCase.Equal(vector.Out.Hex("last16"), labels.AsSpan(labels.Length - 16), $"{engine.Name}: last label");
        string index = vector.Out.TryGetProperty("smallest_index", out _) ? "smallest_index" : "index";
        string label = index == "index" ? "label32" : "smallest_label32";
        VectorCase.Equal(vector.Out.Has(index) ? vector.Out.U64(index) : null, candidate?.Index, $"{engine.Name}: index of the smallest label");
        if (candidate is { } found)
            VectorCase.Equal(vector.Out.Hex(label), found.Label.ToArray(), $"{engine.Name}: smallest label");
    }
}

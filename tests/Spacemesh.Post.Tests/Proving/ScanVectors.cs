using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Proving;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>Every scan on every kernel of this machine.</summary>
[VectorFile("02-scan")]
public sealed class ScanVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        foreach (var kernel in ScanKernels.All)
            Check(vector, kernel);
    }

    private static void Check(VectorCase vector, IScanKernel kernel)
    {
        byte[] data = vector.In.Hex("data");
        uint first = vector.In.U32("first_nonce");
        uint end = vector.In.U32("end_nonce");
        ulong[] pows = new ulong[(end - first) / NonceGroups.NoncesPerGroup];
        foreach (var pair in vector.In.GetProperty("pow_of_group").EnumerateArray())
            pows[pair[0].GetUInt32() - NonceGroups.GroupOf(first)] = pair[1].GetUInt64();

        using var keys = new NonceKeys(Hash32.FromBytes(vector.In.Hex("challenge")), first, pows);
        using var scanner = new LabelScanner(kernel);
        var good = new List<GoodLabel>();
        scanner.Scan(data, vector.In.U64("first_index"), keys, new ProvingDifficulty(vector.In.U64("difficulty")), good);

        VectorCase.Equal(vector.Out.I32("good_count"), good.Count, $"{kernel.Name}: good labels");
        byte[] list = new byte[12 * good.Count];
        for (int i = 0; i < good.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(12 * i), good[i].Nonce);
            BinaryPrimitives.WriteUInt64LittleEndian(list.AsSpan((12 * i) + 4), good[i].Index);
        }

        if (vector.Out.Has("good_nonce_index_in_order"))
        {
            string expected = vector.Out.GetProperty("good_nonce_index_in_order").GetRawText();
            VectorCase.Equal(
                string.Concat(expected.Where(c => !char.IsWhiteSpace(c))),
                $"[{string.Join(',', good.Select(label => $"[{label.Nonce},{label.Index}]"))}]",
                $"{kernel.Name}: good labels in order");
        }

        VectorCase.Equal(vector.Out.Hex("good_blake3_of_le32_nonce_le64_index"), Blake3.Hash(list).ToArray(), $"{kernel.Name}: digest of the good labels");
        CheckWinner(vector, kernel, good, pows, first);
    }

    private static void CheckWinner(VectorCase vector, IScanKernel kernel, List<GoodLabel> good, ulong[] pows, uint first)
    {
        var tally = new NonceTally(first, (uint)(pows.Length * NonceGroups.NoncesPerGroup), vector.In.U32("k2"));
        uint? winner = null;
        foreach (var label in good)
        {
            if (tally.Add(label))
            {
                winner = label.Nonce;
                break;
            }
        }

        if (!vector.Out.Has("winner"))
        {
            VectorCase.Equal(null, winner, $"{kernel.Name}: winner");
            return;
        }

        var expected = vector.Out.GetProperty("winner");
        VectorCase.Equal(expected.U32("nonce"), winner, $"{kernel.Name}: winner");
        var indices = tally.IndicesOf(winner!.Value);
        VectorCase.Equal(string.Join(' ', expected.GetProperty("indices").EnumerateArray().Select(i => i.GetUInt64())), string.Join(' ', indices), $"{kernel.Name}: indices");
        VectorCase.Equal(
            expected.Hex("packed"), ProofIndices.Pack(indices, ProofIndices.BitsPerIndex(vector.In.U64("num_labels"))), $"{kernel.Name}: packed indices");
        VectorCase.Equal(expected.U64("pow"), pows[NonceGroups.GroupOf(winner.Value - first)], $"{kernel.Name}: pow");
    }
}

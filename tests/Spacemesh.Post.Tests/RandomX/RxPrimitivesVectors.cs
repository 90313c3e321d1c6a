using System.Runtime.InteropServices;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-primitives")]
public sealed unsafe class RxPrimitivesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("digest_len"))
        {
            byte[] digest = new byte[vector.In.I32("digest_len")];
            Blake2b.Hash(vector.In.Hex("data"), digest);
            VectorCase.Equal(vector.Out.Hex("digest"), digest, "digest");
        }
        else if (vector.In.Has("draws"))
        {
            CheckStream(vector);
        }
        else if (vector.In.Has("state"))
        {
            CheckGenerator(vector);
        }
        else if (vector.In.Has("pattern"))
        {
            CheckHash(vector);
        }
        else if (vector.In.Has("divisor"))
        {
            VectorCase.Equal(vector.Out.U64("reciprocal"), Reciprocal.Of(vector.In.U32("divisor")), "reciprocal");
        }
        else
        {
            CheckFill(vector);
        }
    }

    private static void CheckStream(VectorCase vector)
    {
        var generator = new BlakeGenerator(vector.In.Hex("key"));
        var values = vector.Out.GetProperty("values");
        string draws = vector.In.Text("draws");
        for (int i = 0; i < draws.Length; i++)
        {
            uint value = draws[i] == 'b' ? generator.NextByte() : generator.NextUInt32();
            VectorCase.Equal(values[i].GetUInt32(), value, $"draw {i}");
        }
    }

    private static void CheckGenerator(VectorCase vector)
    {
        byte[] state = vector.In.Hex("state");
        byte[] output = new byte[vector.In.I32("bytes")];
        if (vector.Name.StartsWith("AesGenerator1R", StringComparison.Ordinal))
        {
            fixed (byte* pointer = output)
                AesGenerators.Fill1R(state, pointer, (nuint)output.Length);
            VectorCase.Equal(vector.Out.Hex("state_after"), state, "state after");
        }
        else
        {
            AesGenerators.Fill4R(state, output);
        }

        if (vector.Out.Has("output"))
            VectorCase.Equal(vector.Out.Hex("output"), output, "output");
        if (vector.Out.Has("output_first64"))
        {
            VectorCase.Equal(vector.Out.Hex("output_first64"), output.AsSpan(0, 64), "first bytes");
            VectorCase.Equal(vector.Out.Hex("output_blake2b256"), Blake2b.Hash256(output), "digest of the output");
        }
    }

    private static void CheckHash(VectorCase vector)
    {
        byte[] input = new byte[vector.In.I32("bytes")];
        if (vector.In.Text("pattern") != "zero")
        {
            for (int k = 0; k < input.Length; k++)
                input[k] = (byte)((7 * k) + (k / 256));
        }

        byte[] hash = new byte[64];
        fixed (byte* pointer = input)
            AesGenerators.Hash1R(pointer, (nuint)input.Length, hash);
        VectorCase.Equal(vector.Out.Hex("hash"), hash, "hash");
    }

    private static void CheckFill(VectorCase vector)
    {
        VectorCase.Equal(1, vector.In.I32("lanes"), "lanes");
        uint kib = vector.In.U32("memory_kib");
        byte* memory = (byte*)NativeMemory.AlignedAlloc(kib * 1024, 64);
        try
        {
            var bytes = new ReadOnlySpan<byte>(memory, (int)kib * 1024);
            Argon2dFill.Start(memory, kib, vector.In.U32("passes"), vector.In.Hex("key"), vector.In.Hex("salt"));
            VectorCase.Equal(vector.Out.Hex("initial_block0_first64"), bytes[..64], "first block at the start");
            VectorCase.Equal(vector.Out.Hex("initial_block1_first64"), bytes.Slice(1024, 64), "second block at the start");
            Argon2dFill.Run(memory, kib, vector.In.U32("passes"), CancellationToken.None);
            VectorCase.Equal(vector.Out.Hex("final_block0_first64"), bytes[..64], "first block");
            VectorCase.Equal(vector.Out.Hex("final_last_block_last64"), bytes[^64..], "end of the last block");
            VectorCase.Equal(vector.Out.Hex("memory_blake2b256"), Blake2b.Hash256(bytes), "digest of the memory");
            if (vector.Out.Has("memory"))
                VectorCase.Equal(vector.Out.Hex("memory"), bytes, "memory");
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}

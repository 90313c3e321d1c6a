using System.Text.Json;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-dataset")]
public sealed unsafe class RxDatasetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var cache = SharedRandomX.Of(vector.In.Hex("key")).Managed.Cache;
        if (vector.In.Has("line"))
        {
            VectorCase.Equal(vector.Out.Hex("bytes"), cache.Memory.Slice(ManagedCache.LineLength * vector.In.I32("line"), ManagedCache.LineLength), "line");
            return;
        }

        if (!vector.In.Has("item"))
        {
            VectorCase.Equal(vector.Out.Hex("blake2b512"), Blake2b.Hash512(cache.Memory), "digest of the cache");
            return;
        }

        ulong item = vector.In.U64("item");
        ulong* r = stackalloc ulong[8];
        ManagedCache.StartItem(item, r);
        CheckRegisters(vector.Out.GetProperty("initial"), r, "initial");
        if (vector.Out.Has("steps"))
            CheckSteps(vector.Out.GetProperty("steps"), cache, item, r);
        cache.ComputeItem(item, r);
        VectorCase.Equal(vector.Out.Hex("item_bytes"), new ReadOnlySpan<byte>(r, 64), "item");
    }

    private static void CheckSteps(JsonElement steps, ManagedCache cache, ulong item, ulong* r)
    {
        ulong next = item;
        for (int i = 0; i < steps.GetArrayLength(); i++)
        {
            var step = steps[i];
            ulong[] alone = new ReadOnlySpan<ulong>(r, 8).ToArray();
            cache.Programs[i].Interpret(alone);
            fixed (ulong* registers = alone)
                CheckRegisters(step.GetProperty("after_program"), registers, $"step {i}, after the program");
            VectorCase.Equal(step.U64("cache_line"), ManagedCache.LineOf(next), $"step {i}, cache line");
            next = cache.Step(i, next, r);
            CheckRegisters(step.GetProperty("after_mix"), r, $"step {i}, after the mix");
            VectorCase.Equal(Convert.ToUInt64(step.Text("next_address_value"), 16), next, $"step {i}, next address");
        }
    }

    private static void CheckRegisters(JsonElement expected, ulong* actual, string what)
    {
        for (int i = 0; i < 8; i++)
            VectorCase.Equal(Convert.ToUInt64(expected[i].GetString(), 16), actual[i], $"{what}: r{i}");
    }
}

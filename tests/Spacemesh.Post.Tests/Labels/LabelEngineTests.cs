using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Labels;

public sealed class LabelEngineTests
{
    [Fact]
    public void Paths_agree_on_ranges_of_every_length_around_their_widths()
    {
        var random = new Random(5);
        byte[] id = new byte[Bytes32.Length];
        var engines = LabelEngines.All();
        var plain = engines[^1];
        for (int count = 0; count <= 40; count++)
        {
            random.NextBytes(id);
            var commitment = Commitment.FromBytes(id);
            uint n = 1u << random.Next(1, 7);
            ulong first = (ulong)random.NextInt64() << random.Next(0, 2);
            byte[] expected = new byte[count * LabelRange.LabelSize];
            byte[] threshold = [0x20, .. new byte[Bytes32.Length - 1]];
            var candidate = plain.Compute(commitment, n, first, expected, threshold);
            foreach (var engine in engines)
            {
                byte[] actual = new byte[expected.Length];
                Assert.Equal(candidate, engine.Compute(commitment, n, first, actual, threshold));
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{engine.Name}, {count} labels, N = {n}");
            }
        }

        foreach (var engine in engines)
            engine.Dispose();
    }

    [Fact]
    public void Paths_agree_on_scattered_labels_of_many_identities()
    {
        var random = new Random(6);
        byte[] id = new byte[Bytes32.Length];
        var ids = new LabelId[37];
        for (int i = 0; i < ids.Length; i++)
        {
            random.NextBytes(id);
            ids[i] = new LabelId(Commitment.FromBytes(id), (ulong)random.NextInt64());
        }

        Hash32[]? expected = null;
        foreach (var engine in LabelEngines.All())
        {
            using (engine)
            {
                var labels = new Hash32[ids.Length];
                engine.ComputeAt(64, ids, labels);
                expected ??= labels;
                Assert.True(expected.AsSpan().SequenceEqual(labels), engine.Name);
            }
        }
    }

    [Fact]
    public void Threads_share_an_engine()
    {
        using var engine = LabelEngines.Best();
        byte[] expected = new byte[64 * LabelRange.LabelSize];
        engine.Compute(default, 512, 3, expected);
        Parallel.For(0, 16, _ =>
        {
            byte[] actual = new byte[expected.Length];
            engine.Compute(default, 512, 3, actual);
            Assert.Equal(expected, actual);
        });
    }

    [Fact]
    public void Range_call_allocates_nothing_after_the_first()
    {
        using var engine = LabelEngines.Best();
        byte[] labels = new byte[32 * LabelRange.LabelSize];
        engine.Compute(default, 16, 0, labels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Compute(default, 16, 0, labels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    [Fact]
    public void Published_nonce_is_found_and_not_below_a_lower_threshold()
    {
        var commitment = Commitment.FromBytes(Convert.FromHexString("e26b543725490682675f6f84ea7689601adeaf14caa7024ec1140c82754ca339"));
        byte[] threshold = Convert.FromHexString("00003f" + new string('f', 58));
        byte[] labels = new byte[4096 * LabelRange.LabelSize];
        using var engine = LabelEngines.Best();
        var found = engine.Compute(commitment, 32, 165545 - 4000, labels, threshold);
        Assert.Equal(165545ul, found!.Value.Index);
        Assert.Equal("00001f81fadfc488b990c940aba8367a97e85cbb5bc0720a308d293b22902a74", found.Value.Label.ToHex());
        threshold[2] = 0;
        Assert.Null(engine.Compute(commitment, 32, 165545 - 4000, labels, threshold));
    }
}

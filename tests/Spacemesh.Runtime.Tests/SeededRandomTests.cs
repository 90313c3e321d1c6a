namespace Spacemesh.Runtime.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void Outputs_of_a_seed_are_frozen()
    {
        var random = new SeededRandom(0);
        // xoshiro256** over the state splitmix64(0…): the authors' reference functions.
        Assert.Equal([0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0], Enumerable.Range(0, 3).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Forks_depend_on_the_name_only()
    {
        var random = new SeededRandom(1);
        ulong before = random.Fork("peer").NextUInt64();
        random.NextUInt64();
        Assert.Equal(before, random.Fork("peer").NextUInt64());
        Assert.Equal(before, new SeededRandom(1).Fork("peer").NextUInt64());
        Assert.NotEqual(before, random.Fork("peers").NextUInt64());
        Assert.NotEqual(before, new SeededRandom(2).Fork("peer").NextUInt64());
        Assert.NotEqual(before, random.Fork("peer").Fork("peer").NextUInt64());
    }

    [Fact]
    public void Draws_stay_in_their_range_and_reach_all_of_it()
    {
        foreach (IRandomSource random in new IRandomSource[] { new SeededRandom(3), SystemRandom.Instance })
        {
            var seen = new HashSet<int>();
            for (int i = 0; i < 2000; i++)
            {
                seen.Add(random.Next(7));
                Assert.InRange(random.NextDouble(), 0, 0.9999999999999999);
            }

            Assert.Equal([0, 1, 2, 3, 4, 5, 6], seen.Order());
            Assert.Equal(0, random.Next(1));
            Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
            byte[] bytes = new byte[4099];
            random.Fill(bytes);
            Assert.Equal(256, bytes.Distinct().Count());
        }
    }

    [Fact]
    public void Fill_of_a_prefix_is_a_prefix()
    {
        byte[] longer = new byte[20];
        byte[] shorter = new byte[13];
        new SeededRandom(9).Fill(longer);
        new SeededRandom(9).Fill(shorter);
        Assert.Equal(longer[..13], shorter);
    }
}

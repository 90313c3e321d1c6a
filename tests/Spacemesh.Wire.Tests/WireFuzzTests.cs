using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

public sealed class WireFuzzTests
{
    private const long Inputs = 50_000;

    [Fact]
    public void Damaged_input_gives_a_value_or_a_typed_error()
    {
        var fuzz = new WireFuzz(Corpus.Load(VectorRunner.DefaultDirectory()), seed: 20231, Inputs);
        for (long index = 0; index < Inputs; index++)
            Assert.Null(fuzz.Check(index));
        Assert.InRange(fuzz.Accepted, Inputs / 10, Inputs);
    }

    [Theory]
    [InlineData("throws", true)]
    [InlineData("allocates", true)]
    [InlineData("no error", true)]
    [InlineData("loses a field", true)]
    [InlineData("nothing", false)]
    public void Fault_in_a_decoder_is_found(string fault, bool found)
    {
        var entry = new BrokenEntry(fault);
        byte[] golden = [0x1d, 0x18, 0x01, 0x04];
        var fuzz = new WireFuzz([new GoldenObject(entry, golden)], seed: 1, inputs: 100);
        Assert.Equal(found, Enumerable.Range(0, 100).Any(index => fuzz.Check(index, new FuzzInput(entry, fuzz.Make(index).Bytes)) is not null));
    }

    [Fact]
    public void Same_seed_gives_the_same_inputs()
    {
        var corpus = Corpus.Load(VectorRunner.DefaultDirectory());
        var one = new WireFuzz(corpus, 5, 1000);
        var two = new WireFuzz(corpus, 5, 1000);
        var other = new WireFuzz(corpus, 6, 1000);
        Assert.All(Enumerable.Range(0, 1000), index => Assert.Equal(one.Make(index).Bytes, two.Make(index).Bytes));
        Assert.Contains(Enumerable.Range(0, 1000), index => !one.Make(index).Bytes.AsSpan().SequenceEqual(other.Make(index).Bytes));
    }
}

using Spacemesh.Testing.Vectors;

namespace Spacemesh.Activation.Tests.Vectors;

/// <summary>The sum-up of version 2, with addends that overflow and sums that wrap (spec 04 §9).</summary>
[VectorFile("04-units-weight")]
internal sealed class UnitsWeightVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var niposts = vector.In.GetProperty("niposts").EnumerateArray()
            .Select(nipost => (Units: AtxWeight.UnitsOf(nipost.GetProperty("effective_units").EnumerateArray().Select(units => units.GetUInt32())), Ticks: nipost.U64("ticks")))
            .ToList();
        VectorCase.Equal(
            string.Join(',', vector.Out.GetProperty("units_per_nipost").EnumerateArray().Select(units => units.GetUInt32())),
            string.Join(',', niposts.Select(nipost => nipost.Units)),
            "units of each NIPoST");
        string? fault = AtxWeight.SumUp(niposts, out var sum);
        VectorCase.Equal(vector.Out.Flag("ok"), fault is null, $"accepted ({fault})");
        if (fault is null)
            VectorCase.Equal(new AtxSum(vector.Out.U32("units"), vector.Out.U64("weight"), vector.Out.U64("ticks")), sum, "sum");
    }
}

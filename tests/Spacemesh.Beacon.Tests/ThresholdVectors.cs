using System.Globalization;
using System.Numerics;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Beacons.Tests;

/// <summary>Which proposals count, by number of ATXs.</summary>
[VectorFile("05-beacon-threshold")]
internal sealed class BeaconThresholdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        Rational kappa = (BigInteger)vector.In.U64("kappa");
        var q = Rational.Parse("beacon-q", vector.In.Text("q"));
        foreach (var (count, row) in vector.In.GetProperty("atx_counts").EnumerateArray().Zip(vector.Out.GetProperty("rows").EnumerateArray()))
        {
            var threshold = BeaconThresholds.ForProposals(kappa, q, count.GetUInt64());
            string hex = row.Text("threshold_hex") + new string('0', row.I32("trailing_zero_hex_digits"));
            var expected = BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            VectorCase.Equal($"{expected:x}", $"{threshold:x}", $"threshold of {count}");
            VectorCase.Equal(row.I64("bit_length"), threshold.GetBitLength(), $"bits of {count}");
            var fraction = BeaconThresholds.Fraction(kappa, q, count.GetUInt64());
            double shown = Math.ScaleB((double)(ulong)fraction.Mantissa, fraction.Exponent);
            VectorCase.Equal(row.Text("fraction_float64_bits"), $"{BitConverter.DoubleToUInt64Bits(shown):x16}", $"fraction of {count}");
        }
    }
}

/// <summary>When votes decide, by weight of the epoch.</summary>
[VectorFile("05-beacon-voting-threshold")]
internal sealed class BeaconVotingThresholdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var theta = Rational.Parse("beacon-theta", vector.In.Text("theta"));
        foreach (var (weight, expected) in vector.In.GetProperty("epoch_weights").EnumerateArray().Zip(vector.Out.GetProperty("thresholds_decimal").EnumerateArray()))
            VectorCase.Equal(expected.GetString()!, $"{BeaconThresholds.ForVotes(theta, weight.GetUInt64())}", $"threshold of {weight}");
    }
}

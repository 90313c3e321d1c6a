using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Rewards;

namespace Spacemesh.Vm.Tests;

/// <summary>Subsidy and vesting of layers, and digests over ranges of layers.</summary>
[VectorFile("06-subsidy")]
public sealed class SubsidyRangeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("k"))
        {
            uint index = vector.In.U32("k");
            VectorCase.Equal(vector.Out.U64("subsidy"), Subsidy.AtIndex(index), "subsidy");
            VectorCase.Equal(vector.Out.U64("accumulated"), Subsidy.Accumulated(index), "accumulated");
            VectorCase.Equal(vector.Out.U64("vested"), VestingCurve.Accumulated(index), "vested");
            VectorCase.Equal(vector.Out.U64("vests"), VestingCurve.AtIndex(index), "vests");
            return;
        }

        uint from = vector.In.U32("from");
        var lines = new StringBuilder();
        var first = vector.Out.GetProperty("first").EnumerateArray().Select(value => value.GetUInt64()).ToList();
        foreach (var (index, subsidy, _) in SubsidyRange.Of(from, vector.In.U32("count")))
        {
            lines.Append(CultureInfo.InvariantCulture, $"{subsidy}\n");
            if (index - from < first.Count)
                VectorCase.Equal(first[(int)(index - from)], subsidy, $"subsidy of {index}");
        }

        VectorCase.Equal(vector.Out.Hex("sha256_of_decimal_lines"), SHA256.HashData(Encoding.ASCII.GetBytes(lines.ToString())), "digest");
    }
}

/// <summary>Constants, all intermediate decimals of single layers, and digests over ranges.</summary>
[VectorFile("07-subsidy")]
public sealed class SubsidyVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("index"))
            CheckIndex(vector);
        else if (vector.In.Has("from"))
            CheckDigest(vector);
        else
            CheckConstants(vector);
    }

    private static void CheckIndex(VectorCase vector)
    {
        uint index = vector.In.U32("index");
        var exponent = -Decimal34.Parse("2.122748659050074683778792926470147E-7") * (ulong)unchecked(index + 1);
        var exp = Decimal34.Exp(exponent);
        var product = (Decimal34)Subsidy.Total * (Decimal34.One - exp);
        // A zero may have either sign, e^0 is 1.
        var expected = Decimal34.Parse(vector.Out.Text("exponent"));
        VectorCase.Equal((expected.Coefficient, expected.Exponent), (exponent.Coefficient, exponent.Exponent), "exponent");
        VectorCase.Equal(Decimal34.Parse(vector.Out.Text("exp")), exp, "exp");
        VectorCase.Equal(Decimal34.Parse(vector.Out.Text("one_minus_exp")), Decimal34.One - exp, "1 - exp");
        VectorCase.Equal(Decimal34.Parse(vector.Out.Text("product")), product, "product");
        VectorCase.Equal(vector.Out.U64("accumulated"), Subsidy.Accumulated(index), "accumulated");
        VectorCase.Equal(vector.Out.U64("subsidy"), Subsidy.AtIndex(index), "subsidy");
    }

    private static void CheckDigest(VectorCase vector)
    {
        uint from = vector.In.U32("from");
        uint count = vector.In.U32("to") - from + 1;
        byte[] subsidies = new byte[count * 8];
        byte[] accumulated = new byte[count * 8];
        foreach (var (index, subsidy, sum) in SubsidyRange.Of(from, count))
        {
            int at = (int)(index - from) * 8;
            BinaryPrimitives.WriteUInt64LittleEndian(subsidies.AsSpan(at), subsidy);
            BinaryPrimitives.WriteUInt64LittleEndian(accumulated.AsSpan(at), sum);
        }

        VectorCase.Equal(vector.Out.Text("subsidy_digest"), Blake3.Hash(subsidies).ToHex(), "subsidy digest");
        VectorCase.Equal(vector.Out.Text("accumulated_digest"), Blake3.Hash(accumulated).ToHex(), "accumulated digest");
    }

    /// <summary>The constants follow from each other in decimals of 34 digits.</summary>
    private static void CheckConstants(VectorCase vector)
    {
        Decimal34 Value(string name) => Decimal34.Parse(vector.Out.Text(name));
        VectorCase.Equal(0, Value("total_subsidy").CompareTo(Subsidy.Total), "total subsidy");
        VectorCase.Equal(Value("ln2"), Decimal34.Ln2, "ln 2");
        var halfLife = -(Value("ten_years") * Decimal34.Ln2 / Decimal34.Ln(Value("issuance_frac")));
        VectorCase.Equal(0, Value("half_life").CompareTo(halfLife), $"half life {halfLife}");
        VectorCase.Equal(0, Value("lambda").CompareTo(Decimal34.Ln2 / Value("half_life")), "lambda");
    }
}

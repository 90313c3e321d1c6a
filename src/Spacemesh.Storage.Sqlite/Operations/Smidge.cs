using System.Globalization;
using System.Numerics;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Amounts as people write them: 1 SMH is 10⁹ smidge.</summary>
public static class Smidge
{
    private const long PerSmh = 1_000_000_000;

    /// <summary>SMH with all nine digits.</summary>
    public static string ToSmh(BigInteger smidge)
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(smidge), PerSmh, out var rest);
        return (smidge.Sign < 0 ? "-" : "") + whole.ToString(CultureInfo.InvariantCulture) + "." + rest.ToString("D9", CultureInfo.InvariantCulture);
    }
}

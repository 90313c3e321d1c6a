using System.Globalization;
using System.Text;

namespace Spacemesh.Metrics.Exposition;

/// <summary>Numbers as Prometheus' own library writes them: the shortest digits, an exponent below 10^-4 and from 10^6 on.</summary>
internal static class GoNumber
{
    public static string Format(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        string shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (int count = 0; count < 17; count++)
        {
            string text = value.ToString("E" + count.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                shortest = text;
                break;
            }
        }

        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = shortest[..e];
        bool negative = mantissa[0] == '-';
        string digits = mantissa.TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        if (exponent is < -4 or >= 6)
            return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        var result = new StringBuilder(negative ? "-" : "");
        if (exponent < 0)
            result.Append("0.").Append('0', -exponent - 1).Append(digits);
        else if (digits.Length <= exponent + 1)
            result.Append(digits).Append('0', exponent + 1 - digits.Length);
        else
            result.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1);
        return result.ToString();
    }
}

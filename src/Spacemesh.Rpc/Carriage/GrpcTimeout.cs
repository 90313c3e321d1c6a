using System.Globalization;

namespace Spacemesh.Rpc.Carriage;

/// <summary>The <c>grpc-timeout</c> header: up to 8 digits and a unit (H, M, S, m, u, n).</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>Parses a header value; <paramref name="error"/> is grpc-go's text where it is malformed.</summary>
    public static bool TryParse(string text, out TimeSpan timeout, out string error)
    {
        timeout = default;
        error = "";
        if (text.Length < 2)
        {
            error = $"transport: timeout string is too short: \"{text}\"";
            return false;
        }

        if (text.Length > MostDigits + 1)
        {
            error = $"transport: timeout string is too long: \"{text}\"";
            return false;
        }

        // Ticks are 100 ns; what is shorter counts as one tick so that it stays a deadline.
        double ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0.01,
            _ => double.NaN,
        };
        if (double.IsNaN(ticks))
        {
            error = $"transport: timeout unit is not recognized: \"{text}\"";
            return false;
        }

        if (!uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint count))
        {
            error = $"strconv.ParseUint: parsing \"{text[..^1]}\": invalid syntax";
            return false;
        }

        timeout = TimeSpan.FromTicks((long)Math.Ceiling(Math.Min(count * ticks, TimeSpan.MaxValue.Ticks / 2)));
        return true;
    }

    /// <summary>The header for a remaining time, rounded up to a unit that fits 8 digits.</summary>
    public static string Format(TimeSpan remaining)
    {
        const long Limit = 100_000_000;
        long ticks = Math.Max(remaining.Ticks, 0);
        (long unit, char name)[] units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'), (TimeSpan.TicksPerMinute, 'M'),
        ];
        foreach (var (unit, name) in units)
        {
            long count = (ticks / unit) + (ticks % unit == 0 ? 0 : 1);
            if (count < Limit)
                return string.Create(CultureInfo.InvariantCulture, $"{count}{name}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min((ticks / TimeSpan.TicksPerHour) + 1, Limit - 1)}H");
    }
}

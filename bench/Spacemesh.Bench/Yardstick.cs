using System.Diagnostics;
using System.Globalization;

namespace Spacemesh.Bench;

/// <summary>Something that runs on any machine and that rates are divided by (spec 11 §1). <see cref="Measure"/> takes seconds and gives a rate.</summary>
public sealed record Yardstick(string Name, Func<double, double> Measure)
{
    /// <summary>SHA-256 of 64-byte messages, operations per second.</summary>
    public static Yardstick Sha64 { get; } = new("SHA64", seconds => OpenSslSpeed(seconds, "-bytes", "64", "sha256") / 64);

    /// <summary>SHA-256 of 16 KiB, bytes per second.</summary>
    public static Yardstick Sha16K { get; } = new("SHA16K", seconds => OpenSslSpeed(seconds, "-bytes", "16384", "sha256"));

    /// <summary>AES-128-ECB, bytes per second.</summary>
    public static Yardstick Aes { get; } = new("AES", seconds => OpenSslSpeed(seconds, "-bytes", "16384", "-evp", "aes-128-ecb"));

    /// <summary>ChaCha20-Poly1305, bytes per second.</summary>
    public static Yardstick ChaCha { get; } = new("CHACHA", seconds => OpenSslSpeed(seconds, "-bytes", "16384", "-evp", "chacha20-poly1305"));

    /// <summary>A yardstick that runs in this process.</summary>
    public static Yardstick InProcess(string name, Action operation, double scale = 1) => new(name, seconds => Benchmark.Rate(operation, seconds) * scale);

    private static double OpenSslSpeed(double seconds, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "openssl", ["speed", "-mr", "-seconds", Math.Max(1, (int)seconds).ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string line = output.Split('\n').First(line => line.StartsWith("+F", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[^1], CultureInfo.InvariantCulture);
    }
}

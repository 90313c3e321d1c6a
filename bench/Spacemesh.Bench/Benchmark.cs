using System.Diagnostics;

namespace Spacemesh.Bench;

/// <summary>
/// One measured path, alternately with its yardstick: rates are operations (or bytes) per second of process CPU time,
/// the ratio is the median over the rounds (spec 11).
/// </summary>
/// <param name="Name">What is measured.</param>
/// <param name="Operation">One operation.</param>
/// <param name="Yardstick">What it is compared with; null prints the rate alone.</param>
/// <param name="Scale">Units per operation, e.g. bytes hashed by one call.</param>
/// <param name="Unit">Unit of the printed rate.</param>
/// <param name="Reference">The reference's ratio to the same yardstick (spec 11); NaN where unknown.</param>
public sealed record Benchmark(string Name, Action Operation, Yardstick? Yardstick = null, double Scale = 1, string Unit = "ops/s", double Reference = double.NaN)
{
    public static string TableHeader =>
        "| Path | Ours | Yardstick | Ratio (min…max) | Reference's ratio | Ours ÷ reference | Bytes allocated per op |\n|---|---|---|---|---|---|---|";

    /// <summary>What must be there before the first operation: done only where this path is measured.</summary>
    public Action? Prepare { get; init; }

    /// <summary>What preparing found out, for the printed name.</summary>
    public Func<string>? Note { get; init; }

    /// <summary>Rate of <paramref name="operation"/> per second of process CPU time, over at least <paramref name="seconds"/>.</summary>
    public static double Rate(Action operation, double seconds)
    {
        using var process = Process.GetCurrentProcess();
        long count = 0;
        int batch = 1;
        var start = process.TotalProcessorTime;
        while (true)
        {
            for (int i = 0; i < batch; i++)
                operation();
            count += batch;
            process.Refresh();
            double elapsed = (process.TotalProcessorTime - start).TotalSeconds;
            if (elapsed >= seconds)
                return count / elapsed;
            if (elapsed < seconds / 20)
                batch *= 2;
        }
    }

    /// <summary>Measures and returns the Markdown row.</summary>
    public string Run(double seconds, int rounds)
    {
        Prepare?.Invoke();
        Rate(Operation, Math.Min(seconds, 0.5));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Operation();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var rates = new List<double>();
        var yardsticks = new List<double>();
        var ratios = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            rates.Add(Rate(Operation, seconds) * Scale);
            if (Yardstick is null)
                continue;
            yardsticks.Add(Yardstick.Measure(seconds));
            ratios.Add(rates[^1] / yardsticks[^1]);
        }

        string row = $"| {Name}{Note?.Invoke()} | {Format(Median(rates))} {Unit} |";
        if (Yardstick is null)
            return $"{row} – | – | – | – | {allocated} |";
        double ratio = Median(ratios);
        string reference = double.IsNaN(Reference) ? "– | –" : $"{Reference:G3} | **{ratio / Reference:F2}**";
        return $"{row} {Yardstick.Name} {Format(Median(yardsticks))} | {ratio:G3} ({ratios.Min():G3}…{ratios.Max():G3}) | {reference} | {allocated} |";
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Format(double rate) => rate switch
    {
        >= 1e9 => $"{rate / 1e9:F2} G",
        >= 1e6 => $"{rate / 1e6:F2} M",
        >= 1e4 => $"{rate / 1e3:F1} k",
        >= 100 => $"{rate:F0}",
        _ => $"{rate:G3}",
    };
}

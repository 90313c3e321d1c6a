using Spacemesh.Post.Labels;

namespace Spacemesh.Post.Initialization;

/// <summary>How fast a provider is (spec 02 §5).</summary>
public static class ProviderBenchmark
{
    private const uint N = 8192;
    private const ulong First = 1;
    private const int CpuLabels = 4096;
    private const int GpuLabels = 16384;

    /// <summary>Labels per second on one call; making the engine is not timed.</summary>
    /// <exception cref="PostException">The device cannot be used.</exception>
    public static int Run(LabelProvider provider, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(time);
        using var engine = provider.Open();
        int count = provider.Class == LabelProviderClass.Cpu ? CpuLabels : GpuLabels;
        byte[] labels = new byte[count * LabelRange.LabelSize];
        long start = time.GetTimestamp();
        engine.Compute(default, N, First, labels);
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        return seconds > 0 ? (int)Math.Min(int.MaxValue, count / seconds) : int.MaxValue;
    }
}

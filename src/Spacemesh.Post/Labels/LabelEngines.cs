using System.Runtime.Intrinsics;

namespace Spacemesh.Post.Labels;

/// <summary>The label engines that run on the CPU of this machine.</summary>
public static class LabelEngines
{
    /// <summary>The fastest engine for one thread.</summary>
    public static ILabelEngine Best() => new CpuLabelEngine(Mixers()[0]);

    /// <summary>Every path this CPU can run, the fastest first; the caller disposes them.</summary>
    public static IReadOnlyList<ILabelEngine> All() => [.. Mixers().Select(mixer => new CpuLabelEngine(mixer))];

    internal static List<ILabelMixer> Mixers()
    {
        var mixers = new List<ILabelMixer>();
        if (Row512.IsSupported)
            mixers.Add(new RowMixer<Vector512<uint>, Row512, Vector512<ulong>, KeccakLane8>("AVX-512", pairs: 2));
        if (Row256.IsSupported)
            mixers.Add(new RowMixer<Vector256<uint>, Row256, Vector256<ulong>, KeccakLane4>("AVX2", pairs: 2));
        if (Row128.IsSupported)
            mixers.Add(new RowMixer<Vector128<uint>, Row128, Vector128<ulong>, KeccakLane2>("Vector128", pairs: 2));
        mixers.Add(new ScalarMixer());
        return mixers;
    }
}

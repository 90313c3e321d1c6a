using System.Runtime.Intrinsics;

namespace Spacemesh.Post.Labels;

/// <summary>The label engines that run on the CPU of this machine.</summary>
public static class LabelEngines
{
    /// <summary>The fastest engine for one thread.</summary>
    public static ILabelEngine Best() => Paths().First()();

    /// <summary>Every path this CPU can run, the fastest first; the caller disposes them.</summary>
    public static IReadOnlyList<ILabelEngine> All() => [.. Paths().Select(path => path())];

    private static IEnumerable<Func<ILabelEngine>> Paths()
    {
        if (Row512.IsSupported)
            yield return () => new CpuLabelEngine(Wide(2), Wide(1), Narrow());
        if (Row256.IsSupported)
            yield return () => new CpuLabelEngine(Middle(2), Middle(1), Narrow());
        if (Row128.IsSupported)
            yield return () => new CpuLabelEngine(new RowMixer<Vector128<uint>, Row128, Vector128<ulong>, KeccakLane2>("Vector128", pairs: 2), Narrow());
        yield return () => new CpuLabelEngine(new ScalarMixer());
    }

    private static RowMixer<Vector512<uint>, Row512, Vector512<ulong>, KeccakLane8> Wide(int pairs) => new("AVX-512", pairs);

    private static RowMixer<Vector256<uint>, Row256, Vector256<ulong>, KeccakLane4> Middle(int pairs) => new("AVX2", pairs);

    private static RowMixer<Vector128<uint>, Row128, Vector128<ulong>, KeccakLane2> Narrow() => new("Vector128", 1);
}

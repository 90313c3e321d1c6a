namespace Spacemesh.Post.Proving;

/// <summary>The ways of scanning that this machine has.</summary>
internal static class ScanKernels
{
    /// <summary>Every path of this machine, the fastest first.</summary>
    public static IReadOnlyList<IScanKernel> All { get; } = Find();

    public static IScanKernel Best => All[0];

    private static List<IScanKernel> Find()
    {
        var kernels = new List<IScanKernel>();
        if (WideScanKernel.TryGet() is { } wide)
            kernels.Add(wide);
        if (HalfWideScanKernel.TryGet() is { } half)
            kernels.Add(half);
        if (BlockScanKernel.IsSupported)
            kernels.Add(new BlockScanKernel());
        kernels.Add(new PortableScanKernel());
        return kernels;
    }
}

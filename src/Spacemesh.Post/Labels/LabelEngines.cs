namespace Spacemesh.Post.Labels;

/// <summary>The label engines that run on the CPU of this machine.</summary>
public static class LabelEngines
{
    /// <summary>The fastest engine for one thread.</summary>
    public static ILabelEngine Best() => new CpuLabelEngine(new ScalarMixer());

    /// <summary>Every path this CPU can run, the fastest first; the caller disposes them.</summary>
    public static IReadOnlyList<ILabelEngine> All() => [new CpuLabelEngine(new ScalarMixer())];
}

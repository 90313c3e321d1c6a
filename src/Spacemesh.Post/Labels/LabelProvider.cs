namespace Spacemesh.Post.Labels;

/// <summary>A device that can be chosen to compute labels (spec 02 §5).</summary>
/// <param name="Id">Its number in the list; the CPU is <see cref="CpuId"/>.</param>
/// <param name="Model">Its name as listed.</param>
/// <param name="Class">CPU or GPU.</param>
/// <param name="Open">Makes an engine on it.</param>
public sealed record LabelProvider(uint Id, string Model, LabelProviderClass Class, Func<ILabelEngine> Open)
{
    public const uint CpuId = uint.MaxValue;

    /// <summary>The CPU of this machine, under the reference's name.</summary>
    public static LabelProvider Cpu { get; } = new(CpuId, "[CPU] scrypt-jane", LabelProviderClass.Cpu, LabelEngines.Best);
}

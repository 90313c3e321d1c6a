namespace Spacemesh.Post.Labels;

/// <summary>What computes labels; the numbers are the reference's (spec 02 §5).</summary>
public enum LabelProviderClass
{
    Cpu = 1,
    Gpu = 2,
}

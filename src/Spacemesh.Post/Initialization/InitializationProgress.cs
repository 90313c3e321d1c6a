namespace Spacemesh.Post.Initialization;

/// <summary>How a run is doing.</summary>
/// <param name="Labels">Labels of its files that are on the disk.</param>
/// <param name="Target">Labels its files will have.</param>
/// <param name="LabelsPerSecond">Rate over the last seconds.</param>
/// <param name="Left">Time left at that rate; null before a rate is known.</param>
public readonly record struct InitializationProgress(ulong Labels, ulong Target, double LabelsPerSecond, TimeSpan? Left)
{
    public double MebibytesPerSecond => LabelsPerSecond * DataDirectory.PostDataLayout.LabelSize / (1 << 20);
}

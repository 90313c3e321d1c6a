namespace Spacemesh.Post.RandomX;

/// <summary>Nobody watches.</summary>
internal readonly struct NoVmObserver : IVmObserver
{
    public void OnStage(string stage, int iteration, ManagedVm vm)
    {
    }

    public void OnBranch(int at, int to)
    {
    }

    public void OnRoundingMode(int at, RoundingMode mode)
    {
    }
}

namespace Spacemesh.Post.RandomX;

/// <summary>Watches a virtual machine step by step. Implemented by structs, so that not watching costs nothing.</summary>
internal unsafe interface IVmObserver
{
    /// <summary>Called at the named stages of an iteration: loaded, executed, dataset, end.</summary>
    void OnStage(string stage, int iteration, ManagedVm vm);

    void OnBranch(int at, int to);

    void OnRoundingMode(int at, RoundingMode mode);
}

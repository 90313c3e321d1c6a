namespace Spacemesh.Proposals.Intake;

/// <summary>CPU work without side effects: run <see cref="Run"/>, on the work pool where there is one.</summary>
public sealed class ComputeStep : IntakeStep
{
    private readonly Action _work;

    internal ComputeStep(Action work) => _work = work;

    public void Run() => _work();
}

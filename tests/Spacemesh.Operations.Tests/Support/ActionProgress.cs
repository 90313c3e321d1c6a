namespace Spacemesh.Operations.Tests.Support;

/// <summary>Calls back at once, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class ActionProgress(Action<OperationProgress> report) : IProgress<OperationProgress>
{
    public void Report(OperationProgress value) => report(value);
}

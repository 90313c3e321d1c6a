namespace Spacemesh.Services.Smeshing.Time;

internal static class CancellationExtensions
{
    /// <summary>Cancels on the caller: the library's <see cref="CancellationTokenSource.CancelAsync"/> goes over the thread pool, which leaves a simulation's scheduler.</summary>
    public static void CancelHere(this CancellationTokenSource source) => source.Cancel();
}

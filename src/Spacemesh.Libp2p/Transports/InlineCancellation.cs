namespace Spacemesh.Libp2p.Transports;

/// <summary>Cancelling on the caller's thread: the library's <c>CancelAsync</c> runs the callbacks on the thread pool, which leaves a simulation.</summary>
internal static class InlineCancellation
{
    public static void CancelHere(this CancellationTokenSource source) => source.Cancel();
}

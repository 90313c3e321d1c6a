namespace Spacemesh.Post.Proving;

/// <summary>How far a proof is.</summary>
/// <param name="Stage">What it is busy with.</param>
/// <param name="FirstNonce">First nonce of the pass.</param>
/// <param name="EndNonce">First nonce of the next pass.</param>
/// <param name="GroupsReady">Nonce groups whose proof of work is found, of (EndNonce − FirstNonce)/16.</param>
/// <param name="Pow">The search under way; null while scanning.</param>
/// <param name="BytesScanned">Bytes of this pass that are done; 0 while the proof of work runs.</param>
/// <param name="BytesTotal">Bytes of a whole pass.</param>
/// <param name="Resumed">Bytes of this pass that an earlier run had scanned.</param>
public sealed record ProvingProgress(
    ProvingStage Stage, uint FirstNonce, uint EndNonce, int GroupsReady, PowProgress? Pow, long BytesScanned, long BytesTotal, long Resumed);

namespace Spacemesh.Post.Remote.PowService;

/// <param name="Kind">What became of the job.</param>
/// <param name="Pow">The proof of work, where it was found.</param>
/// <param name="Text">Why there is none, where it failed.</param>
public readonly record struct PowReply(PowReplyKind Kind, ulong Pow = 0, string Text = "");

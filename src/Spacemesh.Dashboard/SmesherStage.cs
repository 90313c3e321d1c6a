namespace Spacemesh.Dashboard;

/// <summary>Where an identity stands on the way to its rewards, and what comes next.</summary>
/// <param name="Name">The stage, one of the words that the page knows.</param>
/// <param name="Text">What that means now.</param>
/// <param name="Since">When it began.</param>
/// <param name="Next">What comes next; empty where nothing is known.</param>
/// <param name="NextAt">When; null where it depends on work.</param>
/// <param name="Failed">Whether the last step went wrong.</param>
internal sealed record SmesherStage(string Name, string Text, DateTimeOffset Since, string Next = "", DateTimeOffset? NextAt = null, bool Failed = false);

namespace Spacemesh.Post.Remote.NodeSide;

/// <summary>How a node talks to PoST services.</summary>
public sealed record PostServiceEndpointOptions
{
    /// <summary>Pause between two questions for a proof that is being made.</summary>
    public TimeSpan QueryInterval
    {
        get;
        init => field = Positive(value, nameof(QueryInterval));
    } = TimeSpan.FromSeconds(2);

    /// <summary>A service that leaves a question unanswered for so long hangs; its session ends. Checking a finished proof takes seconds.</summary>
    public TimeSpan AnswerLimit
    {
        get;
        init => field = Positive(value, nameof(AnswerLimit));
    } = TimeSpan.FromMinutes(10);

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is not above zero");
}

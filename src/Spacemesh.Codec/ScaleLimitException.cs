namespace Spacemesh.Codec;

/// <summary>A value of ours is longer than its type allows on the wire (spec 01 §1.4): a bug of the caller.</summary>
public sealed class ScaleLimitException : InvalidOperationException
{
    public ScaleLimitException()
    {
    }

    public ScaleLimitException(string message)
        : base(message)
    {
    }

    public ScaleLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ScaleLimitException(string field, int count, int limit)
        : base($"{field}: {count} elements, at most {limit} are allowed on the wire")
    {
        Field = field;
        Count = count;
        Limit = limit;
    }

    public string Field { get; } = "";

    public int Count { get; }

    public int Limit { get; }
}

namespace Spacemesh.Post.RandomX;

/// <summary>RandomX cannot be set up as asked: the library is missing or there is not enough memory.</summary>
public sealed class RandomXUnavailableException : Exception
{
    public RandomXUnavailableException()
    {
    }

    public RandomXUnavailableException(string message)
        : base(message)
    {
    }

    public RandomXUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

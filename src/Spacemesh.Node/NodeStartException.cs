namespace Spacemesh.Node;

/// <summary>The node could not start. The message follows <c>Error: </c> (spec 09b §1, §8).</summary>
public sealed class NodeStartException : Exception
{
    public NodeStartException(string message, bool showUsage, Exception? inner = null)
        : base(message, inner) => ShowUsage = showUsage;

    /// <summary>Whether the usage text belongs below: the failure came before the services.</summary>
    public bool ShowUsage { get; }
}

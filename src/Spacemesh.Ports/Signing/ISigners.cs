namespace Spacemesh.Ports.Signing;

/// <summary>The node's identities, in the order of their names.</summary>
public interface ISigners
{
    /// <summary>All that may take part now; a snapshot.</summary>
    IReadOnlyList<ISigner> All { get; }
}

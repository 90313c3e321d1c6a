namespace Spacemesh.Ports.Smeshing;

/// <summary>The configured PoETs. They may change while the node runs.</summary>
public interface IPoetClients
{
    /// <summary>In the order of the configuration; a snapshot.</summary>
    IReadOnlyList<IPoetClient> All { get; }
}

using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Node.Smeshing;

/// <summary>The PoETs in use; replaced as a whole when an operator changes them.</summary>
internal sealed class PoetList(IReadOnlyList<IPoetClient> poets) : IPoetClients
{
    private volatile IReadOnlyList<IPoetClient> _all = poets;

    public IReadOnlyList<IPoetClient> All => _all;

    public void Replace(IReadOnlyList<IPoetClient> poets) => _all = poets;
}

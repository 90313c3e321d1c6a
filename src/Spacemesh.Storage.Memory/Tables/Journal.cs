namespace Spacemesh.Storage.Memory.Tables;

/// <summary>How to undo what the running transaction did, newest last.</summary>
internal sealed class Journal
{
    private readonly List<Action> _undo = [];

    public void Record(Action undo) => _undo.Add(undo);

    public void Forget() => _undo.Clear();

    public void RollBack()
    {
        for (int i = _undo.Count - 1; i >= 0; i--)
            _undo[i]();
        _undo.Clear();
    }
}

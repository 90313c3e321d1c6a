using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Layers;

/// <summary>Hare's outputs among the rows of certificates (spec 06 §12.2).</summary>
internal static class HareOutputs
{
    /// <summary>Records an output. False where several rows contradict each other, so that the counting must not be told.</summary>
    public static bool Save(IStateDatabase state, LayerId layer, BlockId block)
    {
        using var transaction = state.Begin();
        var rows = transaction.Certificates.InLayer(layer);
        var decisive = rows.FirstOrDefault(row => row.Block == block || row.Valid);
        if (decisive is null)
            transaction.Certificates.SetHareOutput(layer, block);
        else if (decisive.Block != block)
            transaction.Certificates.SetHareOutputInvalid(layer, block);
        transaction.Commit();
        return rows.Count <= 1;
    }
}

namespace Spacemesh.Hare;

/// <summary>Seats that support each id: of everybody, and of those not known as malicious. 16-bit sums, wrapping (spec 05 §5.5).</summary>
internal sealed class SupportTally<T>
    where T : struct, IComparable<T>
{
    private readonly Dictionary<T, (ushort Total, ushort Valid)> _seats = [];

    public void Add(T id, ushort seats, bool malicious)
    {
        var (total, valid) = _seats.GetValueOrDefault(id);
        unchecked
        {
            _seats[id] = ((ushort)(total + seats), malicious ? valid : (ushort)(valid + seats));
        }
    }

    /// <summary>Ids with enough support of which some is honest, ascending.</summary>
    public List<T> Supported(uint threshold)
    {
        var supported = new List<T>();
        foreach (var (id, seats) in _seats)
        {
            if (seats.Total >= threshold && seats.Valid > 0)
                supported.Add(id);
        }

        supported.Sort();
        return supported;
    }
}

using System.Globalization;
using System.Text;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>The WHERE, ORDER BY and LIMIT of a list whose conditions its caller chooses (spec 10 §6.9).</summary>
internal sealed class ListQuery
{
    private readonly StringBuilder _where = new();
    private readonly List<Action<Statement, int>> _values = [];

    /// <summary>Some condition can never hold: the list is empty.</summary>
    public bool MatchesNothing { get; private set; }

    /// <summary>Adds <c>condition</c> with <c>?</c> for the value; none leaves it out.</summary>
    public ListQuery Where(string condition, uint? value)
    {
        if (value is { } present)
            Add(condition, (statement, index) => statement.Bind(index, present));
        return this;
    }

    public ListQuery Where<T>(string condition, T? value)
        where T : struct, IFixedBytes<T>
    {
        if (value is { } present)
            Add(condition, (statement, index) => statement.BindId(index, present));
        return this;
    }

    /// <summary>Adds <c>column IN (…)</c>; null leaves it out.</summary>
    public ListQuery WhereIn<T>(string column, IReadOnlyList<T>? values)
        where T : struct, IFixedBytes<T>
    {
        if (values is null)
            return this;
        if (values.Count == 0)
        {
            MatchesNothing = true;
            return this;
        }

        // One blob of all values, cut up again: any number of them makes the same statement.
        byte[] all = new byte[values.Count * T.Size];
        for (int i = 0; i < values.Count; i++)
        {
            var value = values[i];
            T.Span(in value).CopyTo(all.AsSpan(i * T.Size));
        }

        string width = T.Size.ToString(CultureInfo.InvariantCulture);
        Add(
            $"{column} IN (WITH RECURSIVE part(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM part WHERE (i + 1) * {width} < length(?)) SELECT substr(?, i * {width} + 1, {width}) FROM part)",
            (statement, index) => statement.Bind(index, all.AsSpan()));
        return this;
    }

    /// <summary>The rows of <paramref name="select"/> under the conditions; <paramref name="read"/> gives null for rows to leave out.</summary>
    public List<T> Rows<T>(Connection connection, string select, string order, ListWindow window, Func<Statement, T?> read)
    {
        var rows = new List<T>();
        if (MatchesNothing || window.Offset > long.MaxValue)
            return rows;
        int limit = _values.Count + 1;
        using var statement = connection.Cached(string.Create(CultureInfo.InvariantCulture, $"{select}{_where}{order} LIMIT ?{limit} OFFSET ?{limit + 1}"));
        Bind(statement);
        statement.Bind(limit, window.Limit).Bind(limit + 1, window.Offset);
        while (statement.Step())
        {
            if (read(statement) is { } row)
                rows.Add(row);
        }

        return rows;
    }

    private void Bind(Statement statement)
    {
        for (int i = 0; i < _values.Count; i++)
            _values[i](statement, i + 1);
    }

    private void Add(string condition, Action<Statement, int> bind)
    {
        _values.Add(bind);
        _where.Append(_where.Length == 0 ? " WHERE " : " AND ")
            .Append(condition.Replace("?", string.Create(CultureInfo.InvariantCulture, $"?{_values.Count}"), StringComparison.Ordinal));
    }
}

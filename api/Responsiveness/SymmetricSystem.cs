namespace MailCommitments.Responsiveness;

/// <summary>
/// A symmetric positive semi-definite matrix taken apart as L D Lᵀ. A column without information of its own gets a zero pivot and
/// then a zero in every solution, so it is seen and does no harm.
/// </summary>
internal sealed class SymmetricSystem
{
    private const double RelativeTolerance = 1.8e-12;
    private readonly double[,] _lower;
    private readonly double[] _pivot;

    private SymmetricSystem(double[,] lower, double[] pivot)
    {
        _lower = lower;
        _pivot = pivot;
    }

    public int Size => _pivot.Length;

    public int Rank => _pivot.Count(pivot => pivot > 0);

    /// <param name="matrix">Symmetric.</param>
    /// <param name="leastScale">Pivots are judged against the largest diagonal element, or against this if it is larger.</param>
    public static SymmetricSystem Of(double[,] matrix, double leastScale = 0)
    {
        var size = matrix.GetLength(0);
        var lower = (double[,])matrix.Clone();
        var pivot = new double[size];
        for (var i = 0; i < size; i++)
            leastScale = Math.Max(leastScale, matrix[i, i]);
        var least = leastScale * RelativeTolerance;

        for (var i = 0; i < size; i++)
        {
            pivot[i] = lower[i, i] > least ? lower[i, i] : 0;
            for (var j = i + 1; j < size; j++)
            {
                var factor = pivot[i] > 0 ? lower[j, i] / pivot[i] : 0;
                lower[j, i] = factor;
                if (factor == 0)
                    continue;
                lower[j, j] -= factor * factor * pivot[i];
                for (var k = j + 1; k < size; k++)
                    lower[k, j] -= factor * lower[k, i];
            }
        }
        return new SymmetricSystem(lower, pivot);
    }

    /// <summary>What the column adds to those before it; 0 without information.</summary>
    public double Pivot(int column) => _pivot[column];

    public bool HasInformation(int column) => _pivot[column] > 0;

    public double[] Solve(double[] right)
    {
        var solution = (double[])right.Clone();
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < i; j++)
                solution[i] -= solution[j] * _lower[i, j];
        }
        for (var i = Size - 1; i >= 0; i--)
        {
            if (_pivot[i] == 0)
            {
                solution[i] = 0;
                continue;
            }
            solution[i] /= _pivot[i];
            for (var j = i + 1; j < Size; j++)
                solution[i] -= solution[j] * _lower[j, i];
        }
        return solution;
    }

    /// <summary>The inverse, with zeros in the rows and columns that carry no information.</summary>
    public double[,] Inverse()
    {
        var inverse = new double[Size, Size];
        for (var column = 0; column < Size; column++)
        {
            if (_pivot[column] == 0)
                continue;
            var unit = new double[Size];
            unit[column] = 1;
            var solution = Solve(unit);
            for (var row = 0; row < Size; row++)
                inverse[row, column] = solution[row];
        }
        return inverse;
    }

    /// <summary>vᵀ M⁻¹ v, the chi-square of a score v with variance M.</summary>
    public double QuadraticForm(double[] vector)
    {
        var solution = Solve(vector);
        double sum = 0;
        for (var i = 0; i < Size; i++)
            sum += solution[i] * vector[i];
        return sum;
    }
}
